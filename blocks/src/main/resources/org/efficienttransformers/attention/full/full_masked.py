  def forward(self: __torch__.M, query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    q = torch.transpose(query, 1, 2)
    k = torch.transpose(key, 1, 2)
    v = torch.transpose(value, 1, 2)
    context = torch.scaled_dot_product_attention(q, k, v, mask, $DROPOUT, False, scale=None, enable_gqa=False)
    return torch.flatten(torch.transpose(context, 1, 2), 2, 3)
