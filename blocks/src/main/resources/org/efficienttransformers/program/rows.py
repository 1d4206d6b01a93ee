  # Keys and values, 2 b h n d, of texts whose rows come in pieces, or are fewer than those that are wanted: attention is
  # faster where the rows of a head lie next to each other.
  def room$K(self: __torch__.M, x: Tensor, wanted: int) -> Tensor:
    length = torch.size(x, 1)
    if torch.__or__(torch.gt(length, $ROWS), torch.gt(wanted, length)):
      room = torch.new_empty(x, [2, torch.size(x, 0), $HEADS, wanted, $SIZE], dtype=None, layout=None, device=None, pin_memory=None)
      _0 = torch.fill_(torch.slice(room, 3, length, wanted, 1), 0)
    else:
      room = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    return room
  def stored$K(self: __torch__.M, rows: Tensor, start: int, room: Tensor) -> Tensor:
    count = torch.size(rows, 1)
    each = torch.permute(torch.view(rows, [torch.size(rows, 0), count, 2, $HEADS, $SIZE]), [2, 0, 3, 1, 4])
    if torch.gt(torch.numel(room), 0):
      all = room
      _1 = torch.copy_(torch.slice(all, 3, start, torch.add(start, count), 1), each, False)
    elif torch.gt(count, 64):
      all = torch.contiguous(each, memory_format=0)
    else:
      all = each
    return all
  def taken$K(self: __torch__.M, stored: Tensor) -> Tuple[Tensor, Tensor]:
    return (torch.select(stored, 0, 0), torch.select(stored, 0, 1))
  def parted$K(self: __torch__.M, both: Tensor) -> Tuple[Tensor, Tensor]:
    # Keys and values of few rows, b n 2hd, to b h n d.
    each = torch.view(both, [torch.size(both, 0), torch.size(both, 1), 2, $HEADS, $SIZE])
    return (torch.transpose(torch.select(each, 2, 0), 1, 2), torch.transpose(torch.select(each, 2, 1), 1, 2))
