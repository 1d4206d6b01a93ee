  def leaves$K(self: __torch__.M, o: List[Tensor]) -> List[Tensor]:
    # The graph begins at the parameters of the attention, but not at those of norms.
    norms = (self).detached(torch.slice(o, 0, $NORMS, 1), )
    return torch.add(norms, torch.slice(o, $NORMS, 9223372036854775807, 1))
  def shared$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    # What doesn't depend on a mask is made once for all layers, and for texts of the same length; then, where each begins.
    size = torch.add(torch.mul(torch.size(x, 0), 4294967296), torch.size(x, 1))
    if torch.gt(torch.add(torch.numel(visible), torch.numel(globals)), 0):
      shared = (self).begin$K(x, visible, globals, )
    else:
      if torch.ne(self.made, size):
        texts = torch.arange(0, torch.add(torch.mul(torch.size(x, 0), torch.size(x, 1)), 1), torch.size(x, 1), dtype=3, layout=None, device=ops.prim.device(x), pin_memory=None)
        self.shared = torch.add((self).begin$K(x, visible, globals, ), [texts])
        self.made = size
      else:
        pass
      shared = self.shared
    return shared
  # Modes: 0 with the graph of all, 2 without; 1 and 3, to go back, with that of the attention unless it has gradients of its
  # own. To the context, the queries, keys and values that it is computed from, the input of the attention, and what its
  # own gradients need.
  def attended$K(self: __torch__.M, y: Tensor, visible: Tensor, globals: Tensor, table: List[Tensor], mode: int) -> List[Tensor]:
    x = torch.to(y, $TYPE, False, False, None)
    shared = (self).shared$K(x, visible, globals, )
    projected = (self).turned$K((self).linear(x, $LINEARS, ), shared, False, )
    masked = torch.gt(torch.add(torch.numel(visible), torch.numel(globals)), 0)
    if torch.__and__(torch.__and__($HALF, torch.gt(mode, 0)), torch.__and__(torch.__not__(masked), (self).hasFlash$K(x, table, ))):
      attended = (self).flash$K(projected, shared, table, )
      more = torch.slice(attended, 1, 9223372036854775807, 1)
      if torch.__and__(torch.eq(mode, 3), (self).again$K()):
        torch.clear(more)
      else:
        pass
      attended = torch.add([attended[0], projected, x], more)
    else:
      if torch.__or__(torch.eq(mode, 1), torch.__and__(torch.eq(mode, 3), torch.__not__((self).again$K()))):
        # What a linear layer gives is a view, which would hold on to what it is a view of.
        leaf = torch.new_empty(projected, [0], dtype=None, layout=None, device=None, pin_memory=None)
        torch.set_data(leaf, projected)
        projected = torch.requires_grad_(leaf, True)
        if torch.gt(torch.numel(globals), 0):
          x = torch.requires_grad_(torch.detach(x), True)
        else:
          pass
      else:
        pass
      context = (self).context$K(x, projected, $NORMS, shared, table, )
      if torch.__and__(ops.prim.requires_grad(projected), torch.gt(mode, 0)):
        # Of the beginning of the graph its place in it is wanted, not what it holds, unless the graph itself holds that.
        torch.set_data(projected, torch.new_empty(projected, [0], dtype=None, layout=None, device=None, pin_memory=None))
      else:
        pass
      attended = [context, projected, x]
    return attended
  def attendedBack$K(self: __torch__.M, kept: List[Tensor], x: Tensor, gradient: Tensor, visible: Tensor, globals: Tensor, table: List[Tensor]) -> Tensor:
    # What was kept is what attended gave; x is the input. To the gradient of the input.
    more = annotate(List[Optional[Tensor]], [])
    if ops.prim.requires_grad(kept[0]):
      leaves = [kept[1]]
      if ops.prim.requires_grad(kept[2]):
        leaves = torch.add([kept[1], kept[2]], torch.slice(self.tensors, $NORMS, 9223372036854775807, 1))
      else:
        pass
      found = torch.grad([kept[0]], leaves, annotate(Optional[List[Optional[Tensor]]], [gradient]), None, False, True)
      projected = unchecked_cast(Tensor, found[0])
      more = torch.slice(found, 1, 9223372036854775807, 1)
    else:
      shared = (self).shared$K(kept[1], visible, globals, )
      if torch.gt(torch.len(kept), 3):
        projected = (self).flashBack$K(kept, gradient, shared, table, )
      else:
        projected = (self).contextBack$K(kept[1], gradient, shared, table, )
    if $ROTARY:
      projected = (self).turned$K(torch.contiguous(projected, memory_format=0), (self).shared$K(projected, visible, globals, ), True, )
    else:
      pass
    below = (self).linearBack(projected, x, $LINEARS, )
    for i in range(torch.len(more)):
      part = more[i]
      if torch.__isnot__(part, None):
        part0 = unchecked_cast(Tensor, part)
        if torch.eq(i, 0):
          below = torch.add(below, part0, alpha=1)
        else:
          _0 = (self).give(part0, torch.add(torch.add(self.others, $NORMS), torch.sub(i, 1)), 1, )
      else:
        pass
    return below
  def dropped$K(self: __torch__.M, x: Tensor, rate: float, masks: List[Tensor]) -> Tensor:
    y = x
    if torch.gt(rate, 0.):
      y, mask, = torch.native_dropout(x, rate, True)
      _0 = torch.append(masks, mask)
    else:
      pass
    return y
  def droppedBack$K(self: __torch__.M, gradient: Tensor, rate: float, masks: List[Tensor]) -> Tensor:
    # By the last of the masks.
    below = gradient
    if torch.gt(rate, 0.):
      below = torch.native_dropout_backward(gradient, masks[-1], torch.div(1., torch.sub(1., rate)))
    else:
      pass
    return below
  def forgotten$K(self: __torch__.M, rate: float, masks: List[Tensor]) -> NoneType:
    if torch.gt(rate, 0.):
      _0 = torch.pop(masks)
    else:
      pass
    return None
  def fedBack$K(self: __torch__.M, x: Tensor, above: Tensor, masks: List[Tensor], pieces: int) -> Tensor:
    # From the gradient of the sum that the linear layers are added to, to that of their input x, which are computed again; in
    # pieces, what lies between the two layers takes less.
    gradient = torch.to((self).droppedBack$K(above, $AFTER_DROPOUT, masks, ), $TYPE, False, False, None)
    _0 = (self).forgotten$K($AFTER_DROPOUT, masks, )
    rows = torch.floordiv(torch.numel(x), torch.size(x, -1))
    if torch.__or__(torch.eq(pieces, 1), torch.lt(rows, 2048)):
      below = (self).pieceBack$K(x, gradient, masks, )
    else:
      some = annotate(List[Tensor], [])
      size = torch.floordiv(torch.sub(torch.add(rows, pieces), 1), pieces)
      for i in range(pieces):
        at = torch.mul(i, size)
        end = torch.add(at, size)
        masked = annotate(List[Tensor], [])
        if torch.gt($INSIDE_DROPOUT, 0.):
          _1 = torch.append(masked, torch.slice(torch.flatten(masks[-1], 0, -2), 0, at, end, 1))
        else:
          pass
        x0 = torch.slice(torch.flatten(x, 0, -2), 0, at, end, 1)
        gradient0 = torch.slice(torch.flatten(gradient, 0, -2), 0, at, end, 1)
        _2 = torch.append(some, (self).pieceBack$K(x0, gradient0, masked, ))
        self.adding = True
      self.adding = False
      below = torch.view(torch.cat(some, 0), torch.size(x))
    _3 = (self).forgotten$K($INSIDE_DROPOUT, masks, )
    return below
  def pieceBack$K(self: __torch__.M, x: Tensor, above: Tensor, masks: List[Tensor]) -> Tensor:
    inner = (self).linear(x, 1, )
    activated = (self).activated$K(inner, )
    gradient = (self).linearBack(above, (self).droppedBack$K(activated[0], $INSIDE_DROPOUT, masks, ), 2, )
    gradient = (self).droppedBack$K(gradient, $INSIDE_DROPOUT, masks, )
    return (self).linearBack((self).activatedBack$K(inner, activated, gradient, ), x, 1, )
