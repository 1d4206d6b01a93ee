  # Linear layers: 0 query, key and value. Shared: mask, angles, buckets. Memory: keys, values and queries, b h n d.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    if torch.eq(torch.numel(visible), 0):
      mask = visible
    else:
      length = torch.size(x, 1)
      row = torch.mul(torch.sub(torch.type_as(visible, x), 1, alpha=1), $SHOWN)
      # The kernel wants rows of masks at multiples of 16 bytes.
      row = torch.slice(torch.constant_pad_nd(row, [0, torch.remainder(torch.neg(length), 8)], 0), 1, 0, length, 1)
      mask = torch.expand(torch.unsqueeze(torch.unsqueeze(row, 1), 1), [-1, $HEADS, length, -1], implicit=False)
    angles = (self).angles$K(x, )
    return torch.add([mask, torch.cos(angles), torch.sin(angles)], (self).distances$K(x, ))
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    rows = torch.size(y, 1)
    q, k, v = (self).heads$K((self).linear(y, linear, ), torch.slice(shared[1], 0, 0, rows, 1), torch.slice(shared[2], 0, 0, rows, 1), )
    length = torch.size(x, 1)
    return [torch.slice(k, 2, 0, length, 1), torch.slice(v, 2, 0, length, 1), q]
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    q = torch.slice(memory[2], 2, 0, torch.size(y, 1), 1)
    mask = shared[0]
    if torch.gt(torch.numel(mask), 0):
      mask = torch.slice(mask, 2, 0, torch.size(y, 1), 1)
    else:
      pass
    context = (self).mixed$K(q, memory[0], memory[1], mask, start, tensor, shared, )
    return torch.reshape(torch.transpose(context, 1, 2), [torch.size(y, 0), torch.size(y, 1), $HEADS * $SIZE])
