  def vectors$K(self: __torch__.M, projected: Tensor) -> Tensor:
    return projected
  def order$K(self: __torch__.M, vectors: Tensor, first: int, shared: List[Tensor]) -> Tensor:
    return (self).asTheyStand$K(vectors, )
  def opened$K(self: __torch__.M, vectors: Tensor, opened: Tensor, before: int, after: int) -> Tensor:
    length = torch.size(vectors, 2)
    first = torch.slice(vectors, 2, torch.sub(length, before), length, 1)
    rows = torch.flatten(torch.flatten(torch.cat([first, vectors, torch.slice(vectors, 2, 0, after, 1)], 2), 3, 4), 0, 2)
    _0 = torch.mul_(torch.slice(rows, 1, 0, $SIZE, 1), $SCALE)
    return rows
  def closed$K(self: __torch__.M, context: Tensor, sum: Tensor, order: Tensor, width: int) -> Tensor:
    heads = torch.size(order, 1)
    each = torch.mul(width, $SIZE)
    if torch.gt(torch.size(sum, 1), 1):
      mixture = torch.mul_(context, torch.type_as(torch.slice(sum, 1, 1, 2, 1), context))
    else:
      mixture = context
    return torch.as_strided(mixture, [torch.size(order, 0), torch.size(order, 3), heads, $SIZE], [torch.mul(heads, each), $SIZE, each, 1], 0)
