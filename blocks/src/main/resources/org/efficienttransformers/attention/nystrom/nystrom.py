  def forward(self: __torch__.M, query: Tensor, key: Tensor, value: Tensor, query_mean: Tensor, key_mean: Tensor, occupied: Tensor, bias: Tensor) -> Tensor:
    q = torch.transpose(query, 1, 2)
    k = torch.transpose(key, 1, 2)
    v = torch.transpose(value, 1, 2)
    far = torch.transpose(query_mean, 1, 2)
    near = torch.transpose(key_mean, 1, 2)
    scores = torch.to(torch.mul(torch.matmul(far, torch.transpose(near, 2, 3)), $SCALE), 6, False, False, None)
    if $SPARSE:
      kept = torch.to(occupied, 6, False, False, None)
      scores = torch.masked_fill(scores, torch.unsqueeze(torch.unsqueeze(torch.eq(occupied, 0), 1), 1), $HIDDEN)
      between = torch.mul(torch.softmax(scores, -1, None), torch.unsqueeze(torch.unsqueeze(kept, 1), 3))
    else:
      between = torch.softmax(scores, -1, None)
    columns = torch.sum(between, [2], True, dtype=None)
    if $EACH:
      greatest = torch.amax(columns, [3], True)
    else:
      greatest = torch.max(columns)
    inverse = torch.div(torch.transpose(between, 2, 3), greatest)
    unit = torch.eye(torch.size(between, 2), dtype=6, layout=None, device=ops.prim.device(query), pin_memory=None)
    for i in range($STEPS):
      product = torch.matmul(between, inverse)
      inner = torch.matmul(product, torch.sub(torch.mul(unit, 7), product, alpha=1))
      inner = torch.matmul(product, torch.sub(torch.mul(unit, 15), inner, alpha=1))
      inverse = torch.matmul(torch.mul(inverse, 0.25), torch.sub(torch.mul(unit, 13), inner, alpha=1))
    if $MASKED:
      summaries = torch.scaled_dot_product_attention(far, k, v, torch.unsqueeze(torch.unsqueeze(bias, 1), 1), $DROPOUT, False, scale=None, enable_gqa=False)
    else:
      summaries = torch.scaled_dot_product_attention(far, k, v, None, $DROPOUT, False, scale=None, enable_gqa=False)
    mixed = torch.to(torch.matmul(inverse, torch.to(summaries, 6, False, False, None)), ops.prim.dtype(query), False, False, None)
    if $SPARSE:
      empty = torch.masked_fill(torch.new_zeros(query, torch.size(occupied), dtype=None, layout=None, device=None, pin_memory=None), torch.eq(occupied, 0), $HIDDEN)
      context = torch.scaled_dot_product_attention(q, near, mixed, torch.unsqueeze(torch.unsqueeze(empty, 1), 1), 0., False, scale=None, enable_gqa=False)
    else:
      context = torch.scaled_dot_product_attention(q, near, mixed, None, 0., False, scale=None, enable_gqa=False)
    return torch.flatten(torch.transpose(context, 1, 2), 2, 3)
