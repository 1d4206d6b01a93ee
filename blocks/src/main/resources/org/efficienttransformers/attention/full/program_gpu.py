  # Linear layers: 0 query, 1 key, 2 value. Shared: mask, angles.
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
    return [mask, torch.cos(angles), torch.sin(angles)]
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    k = (self).placed$K((self).linear(y, torch.add(linear, 1), ), shared, )
    v = torch.view((self).linear(y, torch.add(linear, 2), ), [torch.size(y, 0), torch.size(y, 1), $HEADS, $SIZE])
    return [torch.transpose(k, 1, 2), torch.transpose(v, 1, 2)]
  def placed$K(self: __torch__.M, projected: Tensor, shared: List[Tensor]) -> Tensor:
    rows = torch.size(projected, 1)
    x = torch.view(projected, [torch.size(projected, 0), rows, $HEADS, $SIZE])
    if $ROTARY:
      x = (self).turn$K(x, torch.slice(shared[1], 0, 0, rows, 1), torch.slice(shared[2], 0, 0, rows, 1), )
    else:
      pass
    return x
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    q = torch.transpose((self).placed$K((self).linear(y, linear, ), shared, ), 1, 2)
    mask = shared[0]
    if torch.eq(torch.numel(mask), 0):
      context = (self).seen$K(q, memory[0], memory[1], )
    else:
      rows = torch.slice(mask, 2, 0, torch.size(y, 1), 1)
      context = (self).masked$K(q, memory[0], memory[1], rows, )
    return torch.reshape(torch.transpose(context, 1, 2), [torch.size(y, 0), torch.size(y, 1), $HEADS * $SIZE])
  def seen$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    # By name: PyTorch's own choice plans anew for each length, which takes longer than to compute short texts.
    if torch.ge(torch.size(k, 2), $LONG):
      context = torch.scaled_dot_product_attention(q, k, v, None, $DROPOUT, False, scale=None, enable_gqa=False)
    elif $HALF:
      context, _0, _1, _2, _3, _4, _5, _6, _7, = torch._scaled_dot_product_flash_attention(q, k, v, $DROPOUT, False, False, scale=None)
    else:
      context, _8, _9, _10, = torch._scaled_dot_product_efficient_attention(q, k, v, None, $GRADIENTS, $DROPOUT, False, scale=None)
    return context
  def masked$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, rows: Tensor) -> Tensor:
    # The kernel is for heads of whole 16 bytes.
    if $ALIGNED:
      context, _0, _1, _2, = torch._scaled_dot_product_efficient_attention(q, k, v, rows, $GRADIENTS, $DROPOUT, False, scale=None)
    else:
      context = torch.scaled_dot_product_attention(q, k, v, rows, $DROPOUT, False, scale=None, enable_gqa=False)
    return context
