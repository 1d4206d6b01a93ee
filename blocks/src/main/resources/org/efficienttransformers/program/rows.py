  # Keys and values side by side, b n 2hd, of texts whose rows come in pieces, or are fewer than those that are wanted.
  def room$K(self: __torch__.M, x: Tensor, wanted: int) -> Tensor:
    length = torch.size(x, 1)
    if torch.__or__(torch.gt(length, $ROWS), torch.gt(wanted, length)):
      room = torch.new_empty(x, [torch.size(x, 0), wanted, 2 * $HEADS * $SIZE], dtype=None, layout=None, device=None, pin_memory=None)
      _0 = torch.fill_(torch.slice(room, 1, length, wanted, 1), 0)
    else:
      room = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    return room
  def stored$K(self: __torch__.M, rows: Tensor, start: int, room: Tensor) -> Tensor:
    if torch.eq(torch.numel(room), 0):
      all = rows
    else:
      all = room
      _1 = torch.copy_(torch.slice(all, 1, start, torch.add(start, torch.size(rows, 1)), 1), rows, False)
    return all
  def parted$K(self: __torch__.M, both: Tensor) -> Tuple[Tensor, Tensor]:
    # Keys and values, b h n d.
    each = torch.view(both, [torch.size(both, 0), torch.size(both, 1), 2, $HEADS, $SIZE])
    return (torch.transpose(torch.select(each, 2, 0), 1, 2), torch.transpose(torch.select(each, 2, 1), 1, 2))
