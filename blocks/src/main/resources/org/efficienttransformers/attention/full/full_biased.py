  def forward(self: __torch__.M, query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
    q = torch.transpose(query, 1, 2)
    k = torch.transpose(key, 1, 2)
    v = torch.transpose(value, 1, 2)
    context = torch.scaled_dot_product_attention(q, k, v, bias, $DROPOUT, False, scale=$SCALE, enable_gqa=False)
    return torch.flatten(torch.transpose(context, 1, 2), 2, 3)
