  # What sees all: short texts, and the first and the last block. (b r h d) to the same.
  def whole$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    queries = torch.transpose(q, 1, 2)
    keys = torch.transpose(k, 1, 2)
    values = torch.transpose(v, 1, 2)
    if torch.gt(torch.numel(mask), 0):
      rows = torch.expand(mask, [torch.size(q, 0), $HEADS, torch.size(q, 1), -1], implicit=False)
      context = (self).masked$K(queries, keys, values, rows, )
    else:
      context = (self).seen$K(queries, keys, values, )
    return torch.transpose(context, 1, 2)
  # Which keys are hidden, as numbers to add to scores, (b n) or (1 n), n being a multiple of blocks and of 8;
  # empty if all are seen.
  def row$K(self: __torch__.M, x: Tensor, visible: Tensor, block: int) -> Tensor:
    length = torch.size(x, 1)
    gap = torch.remainder(torch.neg(length), block)
    if torch.gt(torch.numel(visible), 0):
      seen = torch.type_as(visible, x)
    else:
      seen = torch.new_ones(x, [1, length], dtype=None, layout=None, device=None, pin_memory=None)
    if torch.eq(torch.add(torch.numel(visible), gap), 0):
      row = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    else:
      padded = torch.add(length, gap)
      more = torch.remainder(torch.neg(padded), 8)
      row = torch.mul(torch.sub(torch.constant_pad_nd(seen, [0, torch.add(gap, more)], 0), 1, alpha=1), $SHOWN)
      row = torch.slice(row, 1, 0, padded, 1)
    return row
