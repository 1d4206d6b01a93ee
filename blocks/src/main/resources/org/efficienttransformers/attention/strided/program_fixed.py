  def near$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, start: int, row: Tensor) -> Tensor:
    # The own block.
    before = torch.remainder(start, $STRIDE)
    queries = torch.flatten((self).split$K(q, start, ), 0, 1)
    first = torch.sub(start, before)
    last = torch.add(first, torch.mul(torch.floordiv(torch.size(queries, 0), torch.size(q, 0)), $STRIDE))
    added = row
    if torch.gt(torch.numel(row), 0):
      added = torch.reshape(torch.slice(row, 1, first, last, 1), [-1, 1, $STRIDE])
    else:
      pass
    keys = torch.reshape(torch.slice(k, 1, first, last, 1), [-1, $STRIDE, torch.size(q, 2), $SIZE])
    values = torch.reshape(torch.slice(v, 1, first, last, 1), [-1, $STRIDE, torch.size(q, 2), $SIZE])
    context = torch.reshape((self).among$K(queries, keys, values, added, ), [torch.size(q, 0), -1, torch.size(q, 2), $SIZE])
    return torch.slice(context, 1, before, torch.add(before, torch.size(q, 1)), 1)
  def far$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, start: int, row: Tensor) -> Tensor:
    # The last positions of each block.
    added = row
    if torch.gt(torch.numel(row), 0):
      kept = (self).gathered$K(torch.unsqueeze(torch.unsqueeze(row, 2), 3), )
      added = torch.unsqueeze(torch.flatten(kept, 1, -1), 1)
    else:
      pass
    context = (self).among$K(q, k, v, added, )
    if torch.gt(torch.numel(row), 0):
      some = torch.type_as(torch.ge(torch.amax(added, [2], True), 0), q)
      context = torch.mul(context, torch.unsqueeze(some, 3))
    else:
      pass
    return context
  def gathered$K(self: __torch__.M, x: Tensor) -> Tensor:
    split = torch.view(x, [torch.size(x, 0), -1, $STRIDE, torch.size(x, 2), torch.size(x, 3)])
    ends = torch.slice(split, 2, $STRIDE - $SUMMARIES, $STRIDE, 1)
    return torch.reshape(ends, [torch.size(x, 0), -1, torch.size(x, 2), torch.size(x, 3)])
