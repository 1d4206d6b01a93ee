  # What programs on CPUs and GPUs share. Tensors: biases of distances; of distances in blocks, weights of the norm.
  # Shared: 0 buckets, 2 visible rows; where there are sums, 4 of which one each position is a part, 5 of which one each
  # block is, 6 hidden sums, 7 their buckets.
  def parts$K(self: __torch__.M, x: Tensor, shown: Tensor) -> List[Tensor]:
    device = ops.prim.device(x)
    length = torch.size(x, 1)
    count = torch.floordiv(length, $BLOCK)
    place = torch.floor_divide(torch.arange(0, length, dtype=4, layout=None, device=device, pin_memory=None), $BLOCK)
    block = torch.unsqueeze(torch.slice(place, 0, 0, 9223372036854775807, $BLOCK), 0)
    own = torch.unsqueeze(place, 0)
    hidden = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    if torch.gt(torch.numel(shown), 0):
      # What follows the last whole block is a part of its sum; of none, if there is no whole block.
      seen = torch.ne(shown, 0)
      last = torch.sub(torch.sum(torch.slice(seen, 1, $BLOCK - 1, 9223372036854775807, $BLOCK), [1], True, dtype=4), 1, alpha=1)
      block = torch.minimum(block, last)
      own = torch.masked_fill(torch.minimum(own, last), torch.logical_not(seen), -1)
      sums = torch.unsqueeze(torch.arange(0, count, dtype=4, layout=None, device=device, pin_memory=None), 0)
      gone = torch.gt(sums, torch.amax(own, [1], True))
      hidden = torch.masked_fill(torch.new_zeros(x, torch.size(gone), dtype=None, layout=None, device=None, pin_memory=None), gone, $HIDDEN)
      hidden = torch.unsqueeze(torch.unsqueeze(hidden, 1), 1)
    else:
      block = torch.clamp_max(block, torch.sub(count, 1))
      own = torch.clamp_max(own, torch.sub(count, 1))
    return [own, block, hidden, (self).buckets$K(x, count, )]
  def window$K(self: __torch__.M, x: Tensor, tensor: int, buckets: Tensor, chunk: int) -> Tensor:
    # Each row begins one place before the row above: 1 h c m.
    more = torch.add(torch.sub(chunk, 1), $RADIUS - $REACH)
    biases = torch.constant_pad_nd((self).biases$K(x, (self.tensors)[tensor], buckets, ), [more, more], $HIDDEN)
    rows = torch.flip(torch.contiguous(torch.unfold(biases, 1, torch.add(chunk, 2 * $RADIUS), 1), memory_format=0), [1])
    return torch.unsqueeze(rows, 0)
  def sum$K(self: __torch__.M, y: Tensor, start: int, sums: Tensor, shown: Tensor) -> Tensor:
    rows = torch.size(y, 1)
    tokens = y
    if torch.gt(torch.numel(shown), 0):
      tokens = torch.mul(y, torch.unsqueeze(torch.slice(shown, 1, start, torch.add(start, rows), 1), 2))
    else:
      pass
    before = torch.remainder(start, $BLOCK)
    after = torch.remainder(torch.neg(torch.add(before, rows)), $BLOCK)
    whole = torch.constant_pad_nd(tokens, [0, 0, before, after], 0)
    each = torch.sum(torch.view(whole, [torch.size(y, 0), -1, $BLOCK, torch.size(y, 2)]), [2], False, dtype=None)
    first = torch.floordiv(start, $BLOCK)
    return torch.add_(torch.slice(sums, 1, first, torch.add(first, torch.size(each, 1)), 1), each, alpha=1)
  def sums$K(self: __torch__.M, blocks: Tensor, linear: int, tensor: int, shared: List[Tensor]) -> List[Tensor]:
    # One sum more, for blocks that are a part of none.
    count = torch.floordiv(torch.sub(torch.size(shared[7], 0), 1), 2)
    into = torch.where(torch.lt(shared[5], 0), count, shared[5])
    index = torch.expand(torch.unsqueeze(into, 2), torch.size(blocks), implicit=False)
    sums = torch.new_zeros(blocks, [torch.size(blocks, 0), torch.add(count, 1), torch.size(blocks, 2)], dtype=None, layout=None, device=None, pin_memory=None)
    sums = torch.slice(torch.scatter_add(sums, 1, index, blocks), 1, 0, count, 1)
    wide = torch.to(sums, 6, False, False, None)
    square = torch.mean(torch.mul(wide, wide), [-1], True, dtype=None)
    normed = torch.type_as(torch.mul(wide, torch.rsqrt(torch.add(square, $EPSILON, alpha=1))), blocks)
    normed = torch.mul(normed, torch.type_as((self.tensors)[torch.add(tensor, 2)], blocks))
    both = $BOTH
    return [both, (self).biases$K(blocks, (self.tensors)[torch.add(tensor, 1)], shared[7], )]
  def rows$K(self: __torch__.M, biases: Tensor, own: Tensor) -> Tensor:
    # The biases of sums for some positions, (b or 1, c): those of a sum begin one place before those of the sum above.
    count = torch.floordiv(torch.sub(torch.size(biases, 1), 1), 2)
    laid = torch.unfold(biases, 1, count, 1)
    rows = torch.index_select(laid, 1, torch.flatten(torch.rsub(own, count, 1), 0, -1))
    return torch.transpose(torch.view(rows, [$HEADS, torch.size(own, 0), -1, count]), 0, 1)
