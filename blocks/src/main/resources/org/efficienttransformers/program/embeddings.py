  def embed(self: __torch__.M, ids: Tensor, positions: Tensor, types: Tensor) -> Tensor:
    x = torch.to(torch.embedding((self.tensors)[0], ids, -1, False, False), $COMPUTED, False, False, None)
    if $RESCALED:
      x = torch.mul_(x, $SCALE)
    else:
      pass
    if $POSITIONS:
      table = (self.tensors)[1]
      if $AXIAL:
        row = torch.floordiv(positions, $COLUMNS)
        column = torch.remainder(positions, $COLUMNS)
        rows = torch.flatten(table, 0, 1)
        columns = torch.flatten((self.tensors)[2], 0, 1)
        place = torch.cat([torch.embedding(rows, row, -1, False, False), torch.embedding(columns, column, -1, False, False)], 2)
      elif torch.eq(torch.numel(positions), 0):
        place = torch.slice(table, 0, $FIRST, torch.add($FIRST, torch.size(ids, 1)), 1)
      else:
        place = torch.embedding(table, positions, -1, False, False)
      x = torch.add_(x, place, alpha=1)
    else:
      pass
    if $TYPES:
      table0 = (self.tensors)[$TYPES_AT]
      if torch.eq(torch.numel(types), 0):
        kind = torch.select(table0, 0, 0)
      else:
        kind = torch.embedding(table0, types, -1, False, False)
      x = torch.add_(x, kind, alpha=1)
    else:
      pass
    normed = (self).embeddingNorm(x, 0, )
    return $EMBEDDED
