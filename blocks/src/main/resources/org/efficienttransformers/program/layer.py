  def layer$K(self: __torch__.M, x: Tensor, count: int, wanted: int, linear: int, tensor: int, shared: List[Tensor]) -> Tensor:
    length = torch.size(x, 1)
    own = torch.add(linear, $LINEARS)
    extra = torch.add(tensor, $NORMS)
    pieces = torch.floordiv(torch.sub(torch.add(length, $ROWS), 1), $ROWS)
    y = (self).before$K(torch.slice(x, 1, 0, $ROWS, 1), tensor, )
    known = torch.slice(x, 1, 0, count, 1)
    memory = (self).remember$K(known, y, 0, own, extra, annotate(List[Tensor], []), shared, )
    for i in range(torch.sub(pieces, 1)):
      start = torch.mul(torch.add(i, 1), $ROWS)
      rows = torch.slice(x, 1, start, torch.add(start, $ROWS), 1)
      memory = (self).remember$K(known, (self).before$K(rows, tensor, ), start, own, extra, memory, shared, )
    if torch.eq(pieces, 1):
      y = torch.slice(y, 1, 0, wanted, 1)
      context = (self).attend$K(y, 0, own, extra, memory, shared, )
      result = (self).follow$K(context, torch.slice(x, 1, 0, wanted, 1), linear, tensor, )
    else:
      read = torch.floordiv(torch.sub(torch.add(wanted, $ROWS), 1), $ROWS)
      for i in range(read):
        start = torch.mul(i, $ROWS)
        rows = torch.slice(x, 1, start, ops.prim.min(torch.add(start, $ROWS), wanted), 1)
        context = (self).attend$K((self).before$K(rows, tensor, ), start, own, extra, memory, shared, )
        _0 = torch.copy_(rows, (self).follow$K(context, rows, linear, tensor, ), False)
      result = torch.slice(x, 1, 0, wanted, 1)
    return result
