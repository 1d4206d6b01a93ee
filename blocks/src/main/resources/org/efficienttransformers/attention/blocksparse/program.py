  # Linear layers: 0 query, 1 key and value. Shared: mask of keys, visible rows, room for keys and values, and what
  # isn't empty if blocks are sparse; then the layer's random blocks (h, block rows, r), if they are drawn.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    length = torch.size(x, 1)
    none = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    shown = none
    room = none
    sparse = none
    if torch.gt(length, $LIMIT):
      blocks = torch.floordiv(torch.sub(torch.add(length, $BLOCK), 1), $BLOCK)
      padded = torch.mul(blocks, $BLOCK)
      mask = (self).row$K(x, visible, $BLOCK, )
      if torch.eq(torch.numel(mask), 0):
        mask = torch.new_zeros(x, [1, padded], dtype=None, layout=None, device=None, pin_memory=None)
      else:
        pass
      if torch.gt(torch.numel(visible), 0):
        shown = torch.type_as(visible, x)
      else:
        pass
      sparse = mask
      room = torch.new_empty(x, [torch.size(x, 0), padded, 2 * $HEADS * $SIZE], dtype=None, layout=None, device=None, pin_memory=None)
      _0 = torch.fill_(torch.slice(room, 1, length, padded, 1), 0)
    else:
      mask = (self).row$K(x, visible, 1, )
      if torch.gt(length, $ROWS):
        room = torch.new_empty(x, [torch.size(x, 0), length, 2 * $HEADS * $SIZE], dtype=None, layout=None, device=None, pin_memory=None)
      else:
        pass
    if torch.gt(torch.numel(mask), 0):
      mask = torch.unsqueeze(torch.unsqueeze(mask, 1), 1)
    else:
      pass
    return [mask, shown, room, sparse]
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    both = (self).linear(y, torch.add(linear, 1), )
    if torch.gt(torch.numel(shared[2]), 0):
      all = shared[2]
      _0 = torch.copy_(torch.slice(all, 1, start, torch.add(start, torch.size(y, 1)), 1), both, False)
    else:
      all = both
    return [all]
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    batch = torch.size(y, 0)
    rows = torch.size(y, 1)
    q = torch.view((self).linear(y, linear, ), [batch, rows, $HEADS, $SIZE])
    both = torch.view(memory[0], [batch, -1, 2, $HEADS, $SIZE])
    keys = torch.select(both, 2, 0)
    values = torch.select(both, 2, 1)
    mask = shared[0]
    if torch.eq(torch.numel(shared[3]), 0):
      contexts = (self).whole$K(q, keys, values, mask, )
    else:
      last = torch.sub(torch.floordiv(torch.size(both, 1), $BLOCK), 1)
      contexts = torch.new_empty(y, [batch, rows, $HEADS, $SIZE], dtype=None, layout=None, device=None, pin_memory=None)
      for i in range(torch.floordiv(torch.sub(torch.add(rows, $BLOCK), 1), $BLOCK)):
        low = torch.mul(i, $BLOCK)
        high = ops.prim.min(torch.add(low, $BLOCK), rows)
        block = torch.floordiv(torch.add(start, low), $BLOCK)
        q0 = torch.slice(q, 1, low, high, 1)
        if torch.__or__(torch.eq(block, 0), torch.eq(block, last)):
          context = (self).whole$K(q0, keys, values, mask, )
        else:
          context = (self).listed$K(q0, memory[0], mask, block, last, shared, )
        _0 = torch.copy_(torch.slice(contexts, 1, low, high, 1), context, False)
    contexts = torch.reshape(contexts, [batch, rows, $HEADS * $SIZE])
    if torch.gt(torch.numel(shared[1]), 0):
      contexts = torch.mul(contexts, torch.unsqueeze(torch.slice(shared[1], 1, start, torch.add(start, rows), 1), 2))
    else:
      pass
    return contexts
  def listed$K(self: __torch__.M, q: Tensor, all: Tensor, mask: Tensor, block: int, last: int, shared: List[Tensor]) -> Tensor:
    # The first block, those around, the last and the random ones, each of the fixed ones once.
    batch = torch.size(q, 0)
    low = torch.mul(ops.prim.max(torch.sub(block, 1), 1), $BLOCK)
    high = torch.mul(ops.prim.min(torch.add(block, 2), last), $BLOCK)
    final = torch.mul(last, $BLOCK)
    end = torch.add(final, $BLOCK)
    seen = [torch.slice(all, 1, 0, $BLOCK, 1), torch.slice(all, 1, low, high, 1), torch.slice(all, 1, final, end, 1)]
    hidden = [torch.add(torch.slice(mask, 3, 0, $BLOCK, 1), $MORE, alpha=1), torch.slice(mask, 3, low, high, 1), torch.slice(mask, 3, final, end, 1)]
    if $DRAWN:
      drawn = torch.transpose(torch.select(shared[4], 1, torch.sub(block, 1)), 0, 1)
      tokens = (self).tokens$K(drawn, )
      heads = torch.arange(0, 2 * $HEADS, dtype=4, layout=None, device=ops.prim.device(q), pin_memory=None)
      places = torch.add(torch.mul(torch.unsqueeze(tokens, 1), 2 * $HEADS), torch.view(heads, [2, $HEADS]), alpha=1)
      picked = torch.index_select(torch.view(all, [batch, -1, $SIZE]), 1, torch.flatten(places, 0, -1))
      seen = torch.add(seen, [torch.view(picked, [batch, -1, 2 * $HEADS * $SIZE])])
      # The mask of each head.
      masks = torch.index_select(torch.flatten(mask, 1, -1), 1, torch.flatten(tokens, 0, -1))
      masks = torch.unsqueeze(torch.transpose(torch.view(masks, [torch.size(mask, 0), -1, $HEADS]), 1, 2), 2)
      wide = annotate(List[Tensor], [])
      for i in range(3):
        _0 = torch.append(wide, torch.expand(hidden[i], [-1, $HEADS, -1, -1], implicit=False))
      hidden = torch.add(wide, [masks])
    else:
      pass
    both = torch.view(torch.cat(seen, 1), [batch, -1, 2, $HEADS, $SIZE])
    rows = torch.cat(hidden, 3)
    keys = torch.transpose(torch.select(both, 2, 0), 1, 2)
    values = torch.transpose(torch.select(both, 2, 1), 1, 2)
    return torch.transpose((self).masked$K(torch.transpose(q, 1, 2), keys, values, rows, ), 1, 2)
