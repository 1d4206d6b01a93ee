  # Linear layers: 0 query, 1 key, 2 value. Shared: mask of all keys, visible rows, and, if blocks are sparse, bias of
  # each block row's keys; then the layer's random blocks (h, block rows, r), if they are drawn.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    length = torch.size(x, 1)
    none = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    shown = none
    bias = none
    if torch.gt(length, $LIMIT):
      mask = (self).row$K(x, visible, $BLOCK, )
      if torch.gt(torch.numel(visible), 0):
        shown = torch.type_as(visible, x)
      else:
        pass
      row = mask
      if torch.eq(torch.numel(mask), 0):
        row = torch.new_zeros(x, [1, length], dtype=None, layout=None, device=None, pin_memory=None)
      else:
        pass
      bias = (self).listed$K(torch.unsqueeze(row, 2), )
      edges = torch.view(bias, [torch.size(bias, 0), torch.size(bias, 1), 5, $BLOCK])
      # Each block once: the first and the last aren't seen as neighbours as well.
      _0 = torch.fill_(torch.select(torch.select(edges, 1, 0), 1, 1), $HIDDEN)
      _1 = torch.fill_(torch.select(torch.select(edges, 1, -1), 1, 3), $HIDDEN)
      _2 = torch.add_(torch.select(edges, 2, 0), $MORE, alpha=1)
      bias = torch.squeeze(bias, 3)
    else:
      mask = (self).row$K(x, visible, 1, )
    if torch.gt(torch.numel(mask), 0):
      mask = torch.unsqueeze(torch.unsqueeze(mask, 1), 1)
    else:
      pass
    return [mask, shown, bias]
  def listed$K(self: __torch__.M, x: Tensor) -> Tensor:
    # (b n e) to the first block, three neighbours and the last of each block row: b (n / k - 2) 5k e.
    length = torch.size(x, 1)
    rows = torch.sub(torch.floordiv(length, $BLOCK), 2)
    first = torch.expand(torch.unsqueeze(torch.slice(x, 1, 0, $BLOCK, 1), 1), [-1, rows, -1, -1], implicit=False)
    around = torch.transpose(torch.unfold(x, 1, 3 * $BLOCK, $BLOCK), 2, 3)
    last = torch.expand(torch.unsqueeze(torch.slice(x, 1, torch.sub(length, $BLOCK), length, 1), 1), [-1, rows, -1, -1], implicit=False)
    return torch.cat([first, around, last], 2)
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    k = (self).linear(y, torch.add(linear, 1), )
    v = (self).linear(y, torch.add(linear, 2), )
    gap = torch.remainder(torch.neg(torch.size(y, 1)), $BLOCK)
    if torch.__and__(torch.gt(torch.numel(shared[2]), 0), torch.gt(gap, 0)):
      k = torch.constant_pad_nd(k, [0, 0, 0, gap], 0)
      v = torch.constant_pad_nd(v, [0, 0, 0, gap], 0)
    else:
      pass
    return [k, v]
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    batch = torch.size(y, 0)
    rows = torch.size(y, 1)
    q = torch.view((self).linear(y, linear, ), [batch, rows, $HEADS, $SIZE])
    keys = torch.view(memory[0], [batch, -1, $HEADS, $SIZE])
    values = torch.view(memory[1], [batch, -1, $HEADS, $SIZE])
    # Of a long text either all rows are wanted, or only the first.
    if torch.__or__(torch.eq(torch.numel(shared[2]), 0), torch.eq(rows, 1)):
      contexts = (self).whole$K(q, keys, values, shared[0], )
    else:
      last = torch.sub(torch.size(keys, 1), $BLOCK)
      ends = torch.cat([torch.slice(q, 1, 0, $BLOCK, 1), torch.slice(q, 1, last, rows, 1)], 1)
      ends0 = (self).whole$K(ends, keys, values, shared[0], )
      inner = torch.reshape(torch.slice(q, 1, $BLOCK, last, 1), [-1, $BLOCK, $HEADS, $SIZE])
      context = (self).sparse$K(inner, memory, shared, )
      contexts = torch.cat([torch.slice(ends0, 1, 0, $BLOCK, 1), torch.reshape(context, [batch, -1, $HEADS, $SIZE]), torch.slice(ends0, 1, $BLOCK, torch.size(ends0, 1), 1)], 1)
    joined = torch.reshape(contexts, [batch, rows, $HEADS * $SIZE])
    if torch.gt(torch.numel(shared[1]), 0):
      joined = torch.mul(joined, torch.unsqueeze(torch.slice(shared[1], 1, 0, rows, 1), 2))
    else:
      pass
    return joined
  def sparse$K(self: __torch__.M, q: Tensor, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    # (b * block rows) k h d to the same.
    batch = torch.size(memory[0], 0)
    keys = [torch.flatten((self).listed$K(memory[0], ), 0, 1)]
    values = [torch.flatten((self).listed$K(memory[1], ), 0, 1)]
    bias = torch.unsqueeze(torch.unsqueeze(shared[2], 2), 2)
    bias = torch.expand(bias, [batch, -1, $HEADS, -1, -1], implicit=False)
    if $DRAWN:
      drawn = torch.flatten(torch.permute(shared[3], [1, 2, 0]), 0, 1)
      tokens = (self).tokens$K(drawn, )
      heads = torch.arange(0, $HEADS, dtype=4, layout=None, device=ops.prim.device(q), pin_memory=None)
      places = torch.flatten(torch.add(torch.mul(tokens, $HEADS), heads, alpha=1), 0, -1)
      width = torch.size(memory[0], 2)
      picked = torch.index_select(torch.view(memory[0], [batch, -1, $SIZE]), 1, places)
      keys = torch.add(keys, [torch.view(picked, [torch.size(q, 0), -1, width])])
      picked0 = torch.index_select(torch.view(memory[1], [batch, -1, $SIZE]), 1, places)
      values = torch.add(values, [torch.view(picked0, [torch.size(q, 0), -1, width])])
      count = torch.mul(torch.size(shared[3], 2), $BLOCK)
      rows = torch.size(shared[3], 1)
      if torch.gt(torch.numel(shared[0]), 0):
        masks = torch.index_select(torch.flatten(shared[0], 1, -1), 1, torch.flatten(tokens, 0, -1))
        masks = torch.transpose(torch.view(masks, [-1, rows, count, $HEADS]), 2, 3)
        masks = torch.expand(torch.unsqueeze(masks, 3), [batch, -1, -1, -1, -1], implicit=False)
      else:
        masks = torch.new_zeros(q, [batch, rows, $HEADS, 1, count], dtype=None, layout=None, device=None, pin_memory=None)
      bias = torch.cat([bias, masks], 4)
    else:
      pass
    slots = torch.size(bias, 4)
    gap = torch.remainder(torch.neg(slots), 8)
    if torch.gt(gap, 0):
      bias = torch.slice(torch.constant_pad_nd(bias, [0, gap], 0), 4, 0, slots, 1)
    else:
      pass
    bias = torch.expand(torch.flatten(bias, 0, 1), [-1, -1, $BLOCK, -1], implicit=False)
    k = torch.transpose(torch.view(torch.cat(keys, 1), [torch.size(q, 0), -1, $HEADS, $SIZE]), 1, 2)
    v = torch.transpose(torch.view(torch.cat(values, 1), [torch.size(q, 0), -1, $HEADS, $SIZE]), 1, 2)
    return torch.transpose((self).masked$K(torch.transpose(q, 1, 2), k, v, bias, ), 1, 2)
