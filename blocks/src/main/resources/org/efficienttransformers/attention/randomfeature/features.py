  def forward(self: __torch__.M, query: Tensor, key: Tensor, value: Tensor, projection: Tensor, visible: Tensor) -> Tensor:
    directions = torch.t(torch.to(projection, 6, False, False, None))
    scale = torch.new_full(query, [torch.size(query, 0), torch.size(query, 2), 1, 1], -$FAR, dtype=6, layout=None, device=None, pin_memory=None)
    products = torch.new_zeros(query, [torch.size(query, 0), torch.size(query, 2), torch.size(projection, 0), torch.add(torch.size(value, 3), 1)], dtype=6, layout=None, device=None, pin_memory=None)
    values = torch.new_zeros(query, [torch.size(query, 0), torch.size(query, 2), 1, torch.add(torch.size(value, 3), 1)], dtype=6, layout=None, device=None, pin_memory=None)
    queries = torch.split(query, $CHUNK, 1)
    keys = torch.split(key, $CHUNK, 1)
    all_values = torch.split(value, $CHUNK, 1)
    seen_keys = torch.split(visible, $CHUNK, 1)
    for i in range(torch.len(queries)):
      k = torch.mul(torch.to(torch.transpose(keys[i], 1, 2), 6, False, False, None), $ROOT)
      x = torch.matmul(k, directions)
      if $SOFTMAX:
        logarithm = torch.sub(x, torch.mul(torch.sum(torch.mul(k, k), [3], True, dtype=None), 0.5), alpha=1)
        if $BLURRED:
          scaled = x
        else:
          scaled = logarithm
        key_scale = torch.detach(torch.amax(scaled, [3], True))
        x = torch.sub(logarithm, key_scale, alpha=1)
      else:
        key_scale = torch.new_zeros(x, [torch.size(x, 0), torch.size(x, 1), torch.size(x, 2), 1], dtype=None, layout=None, device=None, pin_memory=None)
      features = $FUNCTION
      seen = torch.unsqueeze(torch.unsqueeze(torch.to(seen_keys[i], 6, False, False, None), 1), 3)
      key_scale = torch.add(torch.mul(key_scale, seen), torch.mul(torch.sub(seen, 1, alpha=1), $FAR), alpha=1)
      v = torch.to(torch.transpose(all_values[i], 1, 2), 6, False, False, None)
      v = torch.mul(torch.constant_pad_nd(v, [0, 1], 1.), seen)
      next = torch.maximum(scale, torch.amax(key_scale, [2], True))
      weighted = torch.mul(features, torch.exp(torch.sub(key_scale, next, alpha=1)))
      products = torch.add(torch.mul(products, torch.exp(torch.sub(scale, next, alpha=1))), torch.matmul(torch.transpose(weighted, 2, 3), v), alpha=1)
      values = torch.add(values, torch.sum(v, [2], True, dtype=None), alpha=1)
      scale = next
    contexts = annotate(List[Tensor], [])
    for i in range(torch.len(queries)):
      q = torch.mul(torch.to(torch.transpose(queries[i], 1, 2), 6, False, False, None), $ROOT)
      x = torch.matmul(q, directions)
      if $SOFTMAX:
        query_scale = torch.detach(torch.amax(x, [3], True))
        if $BLURRED:
          logarithm = torch.sub(x, torch.mul(torch.sum(torch.mul(q, q), [3], True, dtype=None), 0.5), alpha=1)
        else:
          logarithm = x
        x = torch.sub(logarithm, query_scale, alpha=1)
      else:
        pass
      features = torch.add($FUNCTION, $EPSILON, alpha=1)
      blurred = torch.mul(torch.sum(features, [3], True, dtype=None), $EPSILON)
      sum = torch.add(torch.matmul(features, products), torch.mul(blurred, values), alpha=1)
      context = torch.div(torch.slice(sum, 3, 0, -1, 1), torch.clamp_min(torch.slice(sum, 3, -1, 9223372036854775807, 1), $TINY))
      _0 = torch.append(contexts, torch.to(torch.transpose(context, 1, 2), ops.prim.dtype(query), False, False, None))
    return torch.flatten(torch.cat(contexts, 1), 2, 3)
