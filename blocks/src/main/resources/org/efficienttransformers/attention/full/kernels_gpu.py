  def seen$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    # By name: PyTorch's own choice plans again for each length, which takes longer than to compute short texts. There are
    # few round lengths, though, and texts that were cut have one.
    length = torch.size(q, 2)
    round = torch.__and__(torch.eq(torch.remainder(length, $ROUND), 0), torch.eq(torch.size(k, 2), length))
    if torch.__or__(torch.ge(length, $LONG), torch.__and__(round, torch.__not__($GRADIENTS))):
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
  def spaced$K(self: __torch__.M, rows: Tensor) -> Tensor:
    # The kernel wants rows at multiples of 16 bytes.
    length = torch.size(rows, -1)
    return torch.slice(torch.constant_pad_nd(rows, [0, torch.remainder(torch.neg(length), 8)], 0), -1, 0, length, 1)
