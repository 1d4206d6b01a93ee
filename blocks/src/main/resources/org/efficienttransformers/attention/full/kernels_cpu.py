  def seen$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.scaled_dot_product_attention(q, k, v, None, 0., False, scale=None, enable_gqa=False)
  def masked$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, rows: Tensor) -> Tensor:
    return torch.scaled_dot_product_attention(q, k, v, rows, 0., False, scale=None, enable_gqa=False)
  def spaced$K(self: __torch__.M, rows: Tensor) -> Tensor:
    return rows
