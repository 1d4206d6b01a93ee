  def near$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, start: int, row: Tensor) -> Tensor:
    # Chunks of queries, and the keys around them.
    batch = torch.size(q, 0)
    rows = torch.size(q, 1)
    length = torch.size(k, 1)
    reach = ops.prim.min($REACH, length)
    chunk = ops.prim.min($CHUNK, rows)
    whole = torch.add(rows, torch.remainder(torch.neg(rows), chunk))
    device = ops.prim.device(q)
    place = torch.unsqueeze(torch.arange(0, chunk, dtype=4, layout=None, device=device, pin_memory=None), 1)
    seen = torch.unsqueeze(torch.arange(torch.neg(reach), torch.add(reach, chunk), dtype=4, layout=None, device=device, pin_memory=None), 0)
    outside = torch.gt(torch.abs(torch.sub(seen, place, alpha=1)), reach)
    first = torch.arange(start, torch.add(start, whole), chunk, dtype=4, layout=None, device=device, pin_memory=None)
    keys = torch.add(seen, torch.unsqueeze(first, 1), alpha=1)
    beyond = torch.__or__(torch.lt(keys, 0), torch.ge(keys, length))
    hidden = torch.__or__(torch.unsqueeze(outside, 0), torch.unsqueeze(beyond, 1))
    added = torch.masked_fill(torch.new_zeros(q, torch.size(hidden), dtype=None, layout=None, device=None, pin_memory=None), hidden, $HIDDEN)
    added = torch.repeat(added, [batch, 1, 1])
    if torch.gt(torch.numel(row), 0):
      padded = (self).windows$K(torch.unsqueeze(torch.unsqueeze(row, 2), 3), start, whole, reach, chunk, )
      # Two of what is hidden are too much for float16.
      added = torch.clamp_min(torch.add(added, torch.unsqueeze(torch.flatten(padded, 1, -1), 1), alpha=1), $HIDDEN)
    else:
      pass
    queries = torch.view(torch.constant_pad_nd(q, [0, 0, 0, 0, 0, torch.sub(whole, rows)], 0), [-1, chunk, torch.size(q, 2), $SIZE])
    around = (self).windows$K(k, start, whole, reach, chunk, )
    context = (self).among$K(queries, around, (self).windows$K(v, start, whole, reach, chunk, ), added, )
    return torch.slice(torch.reshape(context, [batch, -1, torch.size(q, 2), $SIZE]), 1, 0, rows, 1)
  def windows$K(self: __torch__.M, x: Tensor, start: int, rows: int, reach: int, chunk: int) -> Tensor:
    # Of each chunk of some rows the rows around it, b * chunks m h d.
    end = torch.add(torch.add(start, rows), reach)
    first = ops.prim.max(torch.sub(start, reach), 0)
    last = ops.prim.min(end, torch.size(x, 1))
    before = torch.sub(first, torch.sub(start, reach))
    padded = torch.constant_pad_nd(torch.slice(x, 1, first, last, 1), [0, 0, 0, 0, before, torch.sub(end, last)], 0)
    windows = torch.unfold(padded, 1, torch.add(chunk, torch.mul(reach, 2)), chunk)
    return torch.flatten(torch.permute(windows, [0, 1, 4, 2, 3]), 0, 1)
  def far$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, start: int, row: Tensor) -> Tensor:
    # What lies a whole number of strides away.
    queries = (self).split$K(q, start, )
    added = row
    if torch.gt(torch.numel(row), 0):
      added = torch.flatten(torch.transpose(torch.view(row, [torch.size(row, 0), -1, $STRIDE]), 1, 2), 0, 1)
      added = torch.unsqueeze(added, 1)
    else:
      pass
    context = (self).among$K(torch.flatten(torch.transpose(queries, 1, 2), 0, 1), k, v, added, )
    inOrder = torch.transpose(torch.reshape(context, [torch.size(q, 0), $STRIDE, -1, torch.size(q, 2), $SIZE]), 1, 2)
    before = torch.remainder(start, $STRIDE)
    return torch.slice(torch.flatten(inOrder, 1, 2), 1, before, torch.add(before, torch.size(q, 1)), 1)
  def gathered$K(self: __torch__.M, x: Tensor) -> Tensor:
    split = torch.view(x, [torch.size(x, 0), -1, $STRIDE, torch.size(x, 2), $SIZE])
    return torch.flatten(torch.transpose(split, 1, 2), 0, 1)
