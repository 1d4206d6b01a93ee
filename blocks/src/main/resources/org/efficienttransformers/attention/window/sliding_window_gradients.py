  def forward(self: __torch__.M, query: Tensor, key: Tensor, value: Tensor, global_key: Tensor, global_value: Tensor, global_position: Tensor, window: Tensor, bias: Tensor, flat_context: Tensor, sums: Tensor, flat_gradient: Tensor) -> List[Tensor]:
    length = torch.size(query, 1)
    globals = torch.size(global_key, 1)
    device = ops.prim.device(query)
    context = torch.reshape(flat_context, torch.size(query))
    gradient = torch.reshape(flat_gradient, torch.size(query))
    query_gradient = torch.empty_like(query, dtype=None, layout=None, device=None, pin_memory=None, memory_format=None)
    key_gradient = torch.zeros_like(key, dtype=None, layout=None, device=None, pin_memory=None, memory_format=None)
    value_gradient = torch.zeros_like(value, dtype=None, layout=None, device=None, pin_memory=None, memory_format=None)
    global_key_gradient = torch.zeros_like(global_key, dtype=None, layout=None, device=None, pin_memory=None, memory_format=None)
    global_value_gradient = torch.zeros_like(global_value, dtype=None, layout=None, device=None, pin_memory=None, memory_format=None)
    far_key = torch.transpose(torch.transpose(global_key, 1, 2), 2, 3)
    far_value = torch.transpose(torch.transpose(global_value, 1, 2), 2, 3)
    far_position = torch.unsqueeze(torch.unsqueeze(global_position, 1), 1)
    chunks = torch.floordiv(torch.sub(torch.add(length, $CHUNK), 1), $CHUNK)
    for i in range(chunks):
      start = torch.mul(i, $CHUNK)
      end = ops.prim.min(torch.add(start, $CHUNK), length)
      first = ops.prim.max(torch.sub(start, $RADIUS), 0)
      last = ops.prim.min(torch.add(end, $AHEAD), length)
      q = torch.transpose(torch.slice(query, 1, start, end, 1), 1, 2)
      k = torch.transpose(torch.slice(key, 1, first, last, 1), 1, 2)
      v = torch.transpose(torch.slice(value, 1, first, last, 1), 1, 2)
      cut = torch.sub(first, torch.sub(start, $RADIUS))
      mask = torch.slice(torch.slice(window, 2, 0, torch.sub(end, start), 1), 3, cut, torch.add(cut, torch.sub(last, first)), 1)
      if $MASKED:
        mask = torch.add(mask, torch.slice(bias, 3, first, last, 1), alpha=1)
      else:
        pass
      sum = torch.slice(sums, 2, start, end, 1)
      output = torch.transpose(torch.slice(context, 1, start, end, 1), 1, 2)
      output_gradient = torch.transpose(torch.slice(gradient, 1, start, end, 1), 1, 2)
      q_gradient, k_gradient, v_gradient = torch._scaled_dot_product_flash_attention_for_cpu_backward(output_gradient, q, k, v, output, sum, 0., False, attn_mask=mask, scale=None)
      _0 = torch.add_(torch.slice(key_gradient, 1, first, last, 1), torch.transpose(k_gradient, 1, 2), alpha=1)
      _1 = torch.add_(torch.slice(value_gradient, 1, first, last, 1), torch.transpose(v_gradient, 1, 2), alpha=1)
      if torch.gt(globals, 0):
        scores = torch.mul(torch.matmul(q, far_key), $SCALE)
        if $CAUSAL:
          unseen = torch.gt(far_position, torch.unsqueeze(torch.arange(start, end, dtype=4, layout=None, device=device, pin_memory=None), 1))
        else:
          unseen = torch.ge(far_position, length)
        scores = torch.masked_fill(scores, unseen, $HIDDEN)
        probabilities = torch.exp(torch.sub(scores, torch.unsqueeze(sum, 3), alpha=1))
        mean = torch.sum(torch.mul(output, output_gradient), [3], True, dtype=None)
        scores_gradient = torch.mul(probabilities, torch.sub(torch.matmul(output_gradient, far_value), mean, alpha=1))
        scores_gradient = torch.mul(scores_gradient, $SCALE)
        q_gradient = torch.add(q_gradient, torch.matmul(scores_gradient, torch.transpose(far_key, 2, 3)), alpha=1)
        far_key_gradient = torch.matmul(torch.transpose(scores_gradient, 2, 3), q)
        far_value_gradient = torch.matmul(torch.transpose(probabilities, 2, 3), output_gradient)
        _2 = torch.add_(global_key_gradient, torch.transpose(far_key_gradient, 1, 2), alpha=1)
        _3 = torch.add_(global_value_gradient, torch.transpose(far_value_gradient, 1, 2), alpha=1)
      else:
        pass
      _4 = torch.copy_(torch.slice(query_gradient, 1, start, end, 1), torch.transpose(q_gradient, 1, 2), False)
    return [query_gradient, key_gradient, value_gradient, global_key_gradient, global_value_gradient]
