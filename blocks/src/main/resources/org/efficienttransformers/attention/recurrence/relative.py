  def forward(self: __torch__.M, query: Tensor, distant: Tensor, key: Tensor, value: Tensor, relative: Tensor, segment: Tensor, types: Tensor, key_types: Tensor, visible: Tensor) -> Tensor:
    length = torch.size(query, 1)
    keys = torch.size(key, 1)
    memory = torch.sub(keys, length)
    device = ops.prim.device(query)
    k = torch.transpose(key, 1, 2)
    v = torch.transpose(value, 1, 2)
    r = torch.transpose(torch.transpose(relative, 1, 2), 2, 3)
    k_position = torch.unsqueeze(torch.arange(keys, dtype=4, layout=None, device=device, pin_memory=None), 0)
    contexts = torch.empty(torch.size(query), dtype=ops.prim.dtype(query), layout=None, device=device, pin_memory=None, memory_format=None)
    chunks = torch.floordiv(torch.sub(torch.add(length, $CHUNK), 1), $CHUNK)
    for i in range(chunks):
      start = torch.mul(i, $CHUNK)
      end = ops.prim.min(torch.add(start, $CHUNK), length)
      count = torch.sub(end, start)
      first = torch.add(torch.sub(length, end), 1)
      wide = torch.sub(torch.add(keys, count), 1)
      q = torch.transpose(torch.slice(query, 1, start, end, 1), 1, 2)
      far = torch.transpose(torch.slice(distant, 1, start, end, 1), 1, 2)
      all = torch.contiguous(torch.matmul(far, torch.slice(r, 3, first, torch.add(first, wide), 1)))
      batch = torch.size(all, 0)
      heads = torch.size(all, 1)
      area = torch.mul(count, wide)
      bias = torch.as_strided(all, [batch, heads, count, keys], [torch.mul(heads, area), area, torch.sub(wide, 1), 1], torch.sub(count, 1))
      if $TYPED:
        each = torch.transpose(torch.slice(segment, 1, start, end, 1), 1, 2)
        same = torch.slice(each, 3, 0, 1, 1)
        more = torch.sub(torch.slice(each, 3, 1, 2, 1), same, alpha=1)
        other = torch.ne(torch.unsqueeze(torch.slice(types, 1, start, end, 1), 2), torch.unsqueeze(key_types, 1))
        other = torch.to(torch.unsqueeze(other, 1), ops.prim.dtype(query), False, False, None)
        bias = torch.add(torch.add(bias, same, alpha=1), torch.mul(more, other), alpha=1)
      else:
        pass
      bias = torch.mul(bias, $SCALE)
      q_position = torch.unsqueeze(torch.arange(torch.add(start, memory), torch.add(end, memory), dtype=4, layout=None, device=device, pin_memory=None), 1)
      if $MASKED:
        hidden = torch.__and__(torch.unsqueeze(torch.eq(visible, 0), 1), torch.unsqueeze(torch.ne(k_position, q_position), 0))
        bias = torch.masked_fill(bias, torch.unsqueeze(hidden, 1), $HIDDEN)
      else:
        pass
      if $CAUSAL:
        bias = torch.masked_fill(bias, torch.gt(k_position, q_position), $HIDDEN)
      else:
        pass
      context = torch.scaled_dot_product_attention(q, k, v, bias, $DROPOUT, False, scale=None, enable_gqa=False)
      _0 = torch.copy_(torch.slice(contexts, 1, start, end, 1), torch.transpose(context, 1, 2), False)
    return torch.flatten(contexts, 2, 3)
