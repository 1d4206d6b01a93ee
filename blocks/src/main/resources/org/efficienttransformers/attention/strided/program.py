  # Linear layers: 0 query, 1 key and value. Keys are padded to whole strides. Shared: what is added to the scores of
  # each key, b n, or none; room for keys and values; visible rows. Memory: keys and values; those that far queries see.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    length = torch.size(x, 1)
    gap = torch.remainder(torch.neg(length), $STRIDE)
    row = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    shown = row
    if torch.gt(torch.numel(visible), 0):
      shown = torch.type_as(visible, x)
      row = torch.mul(torch.sub(shown, 1, alpha=1), $SHOWN)
    elif torch.gt(gap, 0):
      row = torch.new_zeros(x, [torch.size(x, 0), length], dtype=None, layout=None, device=None, pin_memory=None)
    else:
      pass
    if torch.gt(torch.numel(row), 0):
      row = torch.constant_pad_nd(row, [0, gap], $HIDDEN)
    else:
      pass
    return [row, (self).room$K(x, torch.add(length, gap), ), shown]
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    all = (self).stored$K((self).linear(y, torch.add(linear, 1), ), start, shared[1], )
    kept = [all]
    if torch.eq(torch.add(start, torch.size(y, 1)), torch.size(x, 1)):
      keys, values = (self).taken$K(all, )
      kept = [all, (self).gathered$K((self).farHeads$K(keys, ), ), (self).gathered$K((self).farHeads$K(values, ), )]
    else:
      pass
    return kept
  def farHeads$K(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.transpose(torch.slice(x, 1, $NEAR, $HEADS, 1), 1, 2)
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    q = torch.view((self).linear(y, linear, ), [torch.size(y, 0), torch.size(y, 1), $HEADS, $SIZE])
    keys, values = (self).taken$K(memory[0], )
    k = torch.transpose(keys, 1, 2)
    v = torch.transpose(values, 1, 2)
    near = (self).near$K(torch.slice(q, 2, 0, $NEAR, 1), torch.slice(k, 2, 0, $NEAR, 1), torch.slice(v, 2, 0, $NEAR, 1), start, shared[0], )
    far = (self).far$K(torch.slice(q, 2, $NEAR, $HEADS, 1), memory[1], memory[2], start, shared[0], )
    context = torch.flatten(torch.cat([near, far], 2), 2, 3)
    if torch.gt(torch.numel(shared[2]), 0):
      context = torch.mul(context, torch.unsqueeze(torch.slice(shared[2], 1, start, torch.add(start, torch.size(y, 1)), 1), 2))
    else:
      pass
    return context
  def split$K(self: __torch__.M, rows: Tensor, start: int) -> Tensor:
    # Rows from a position on, with those around them that fill strides: b r h d to b r/s s h d.
    before = torch.remainder(start, $STRIDE)
    after = torch.remainder(torch.neg(torch.add(before, torch.size(rows, 1))), $STRIDE)
    whole = torch.constant_pad_nd(rows, [0, 0, 0, 0, before, after], 0)
    return torch.view(whole, [torch.size(rows, 0), -1, $STRIDE, torch.size(rows, 2), torch.size(rows, 3)])
  def among$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, added: Tensor) -> Tensor:
    # Queries and what they see, (t r h d) and (t m h d), hidden keys (t r or 1 m): to t r h d.
    queries = torch.transpose(q, 1, 2)
    keys = torch.transpose(k, 1, 2)
    values = torch.transpose(v, 1, 2)
    if torch.eq(torch.numel(added), 0):
      context = (self).seen$K(queries, keys, values, )
    else:
      rows = torch.unsqueeze((self).spaced$K(added, ), 1)
      rows = torch.expand(rows, [torch.size(q, 0), torch.size(q, 2), torch.size(q, 1), -1], implicit=False)
      context = (self).masked$K(queries, keys, values, rows, )
    return torch.transpose(context, 1, 2)
