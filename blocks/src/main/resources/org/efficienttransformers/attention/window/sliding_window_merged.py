  def forward(self: __torch__.M, query: Tensor, key: Tensor, value: Tensor, global_key: Tensor, global_value: Tensor, global_position: Tensor, window: Tensor, bias: Tensor) -> List[Tensor]:
    length = torch.size(query, 1)
    globals = torch.size(global_key, 1)
    device = ops.prim.device(query)
    context = torch.empty(torch.size(query), dtype=ops.prim.dtype(query), layout=None, device=device, pin_memory=None, memory_format=None)
    far_key = torch.transpose(torch.transpose(global_key, 1, 2), 2, 3)
    far_value = torch.transpose(global_value, 1, 2)
    far_position = torch.unsqueeze(torch.unsqueeze(global_position, 1), 1)
    sums = annotate(List[Tensor], [])
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
      near, near_sum, = torch._scaled_dot_product_flash_attention_for_cpu(q, k, v, 0., False, attn_mask=mask, scale=None)
      if torch.gt(globals, 0):
        scores = torch.mul(torch.matmul(q, far_key), $SCALE)
        if $CAUSAL:
          unseen = torch.gt(far_position, torch.unsqueeze(torch.arange(start, end, dtype=4, layout=None, device=device, pin_memory=None), 1))
        else:
          unseen = torch.ge(far_position, length)
        scores = torch.masked_fill(scores, unseen, $HIDDEN)
        far_sum = torch.logsumexp(scores, [-1], True)
        share = torch.sigmoid(torch.sub(torch.unsqueeze(near_sum, 3), far_sum, alpha=1))
        far = torch.matmul(torch.softmax(scores, -1, None), far_value)
        near = torch.lerp(far, near, share)
        near_sum = torch.logaddexp(near_sum, torch.squeeze(far_sum, 3))
      else:
        pass
      _0 = torch.copy_(torch.slice(context, 1, start, end, 1), torch.transpose(near, 1, 2), False)
      _1 = torch.append(sums, near_sum)
    return [torch.flatten(context, 2, 3), torch.cat(sums, 2)]
