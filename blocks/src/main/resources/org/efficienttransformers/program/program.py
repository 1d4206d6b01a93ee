  def forward(self: __torch__.M, ids: Tensor, positions: Tensor, types: Tensor, visible: Tensor, globals: Tensor, tables: List[Tensor]) -> List[Tensor]:
    return (self).read(ids, positions, types, visible, globals, tables, torch.size(ids, 1), False, )
  def first(self: __torch__.M, ids: Tensor, positions: Tensor, types: Tensor, visible: Tensor, globals: Tensor, tables: List[Tensor]) -> List[Tensor]:
    return (self).read(ids, positions, types, visible, globals, tables, 1, False, )
  def states(self: __torch__.M, ids: Tensor, positions: Tensor, types: Tensor, visible: Tensor, globals: Tensor, tables: List[Tensor]) -> List[Tensor]:
    return (self).read(ids, positions, types, visible, globals, tables, torch.size(ids, 1), True, )
  def read(self: __torch__.M, ids: Tensor, positions: Tensor, types: Tensor, visible: Tensor, globals: Tensor, tables: List[Tensor], wanted: int, keep: bool) -> List[Tensor]:
    batch = torch.size(ids, 0)
    together = ops.prim.max(torch.floordiv($ROWS, torch.size(ids, 1)), 1)
    groups = torch.floordiv(torch.sub(torch.add(batch, together), 1), together)
    results = annotate(List[List[Tensor]], [])
    for i in range(groups):
      start = torch.mul(i, together)
      end = ops.prim.min(torch.add(start, together), batch)
      x = (self).embed(torch.slice(ids, 0, start, end, 1), (self).part(positions, start, end, ), (self).part(types, start, end, ), )
      _0 = torch.append(results, (self).layers(x, (self).part(visible, start, end, ), (self).part(globals, start, end, ), $TABLES, wanted, keep, ))
    if torch.eq(groups, 1):
      joined = results[0]
    else:
      joined = annotate(List[Tensor], [])
      for j in range(torch.len(results[0])):
        parts = annotate(List[Tensor], [])
        for i in range(groups):
          _1 = torch.append(parts, results[i][j])
        _2 = torch.append(joined, torch.cat(parts, 0))
    # Asked while a GPU is still at work.
    if torch.ne((self).versions(), self.version):
      joined = annotate(List[Tensor], [])
    else:
      pass
    return joined
  def part(self: __torch__.M, x: Tensor, start: int, end: int) -> Tensor:
    if torch.eq(torch.numel(x), 0):
      part = x
    else:
      part = torch.slice(x, 0, start, end, 1)
    return part
  def parts(self: __torch__.M, all: List[Tensor], start: int, end: int) -> List[Tensor]:
    parts = annotate(List[Tensor], [])
    for i in range(torch.len(all)):
      _0 = torch.append(parts, (self).part(all[i], start, end, ))
    return parts
  def rowsOf(self: __torch__.M, length: int) -> int:
    # On a GPU each number of rows may have kernels of its own, which take longer to find and load than to compute with.
    if torch.lt(length, 1024):
      rows = length
    else:
      rows = torch.add(length, torch.remainder(torch.neg(length), $MULTIPLE))
    return rows
  def layers(self: __torch__.M, embedded: Tensor, visible: Tensor, globals: Tensor, tables: List[Tensor], wanted: int, keep: bool) -> List[Tensor]:
    x = (self).streams(embedded, )
    length = torch.size(x, 1)
    more = torch.sub((self).rowsOf(length, ), length)
    if torch.__and__(torch.gt(more, 0), torch.eq(torch.numel(visible), 0)):
      x = torch.constant_pad_nd(x, [0, 0, 0, more], 0)
    else:
      pass
    rows = torch.size(x, 1)
    last = rows
    if torch.lt(wanted, length):
      last = wanted
    else:
      pass
    states = annotate(List[Tensor], [])
$BEGIN
$LAYERS
    x = torch.slice(x, 1, 0, length, 1)
    normed = (self).finalNorm((self).output(x, ), 0, )
    if keep:
      if $NORMED:
        _0 = torch.append(states, torch.clone(torch.to(normed, $TYPE_OUT, False, False, None), memory_format=None))
      else:
        _1 = torch.append(states, torch.clone(torch.to((self).state(x, ), $TYPE_OUT, False, False, None), memory_format=0))
    else:
      pass
    return torch.add([torch.to(normed, $TYPE_OUT, False, False, None)], states)
