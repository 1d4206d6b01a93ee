  def forward(self: __torch__.M, query: Tensor, key: Tensor, value: Tensor, hidden: Tensor, global_key: Tensor, global_value: Tensor, global_position: Tensor) -> Tensor:
    length = torch.size(query, 1)
    globals = torch.size(global_key, 1)
    device = ops.prim.device(query)
    contexts = annotate(List[Tensor], [])
    chunks = torch.floordiv(torch.sub(torch.add(length, $CHUNK), 1), $CHUNK)
    for i in range(chunks):
      start = torch.mul(i, $CHUNK)
      end = ops.prim.min(torch.add(start, $CHUNK), length)
      first = ops.prim.max(torch.sub(start, $RADIUS), 0)
      last = ops.prim.min(torch.add(end, $AHEAD), length)
      q = torch.transpose(torch.slice(query, 1, start, end, 1), 1, 2)
      k = torch.transpose(torch.slice(key, 1, first, last, 1), 1, 2)
      v = torch.transpose(torch.slice(value, 1, first, last, 1), 1, 2)
      q_position = torch.unsqueeze(torch.arange(start, end, dtype=4, layout=None, device=device, pin_memory=None), 1)
      k_position = torch.unsqueeze(torch.arange(first, last, dtype=4, layout=None, device=device, pin_memory=None), 0)
      ahead = torch.sub(k_position, q_position, alpha=1)
      outside = torch.__or__(torch.lt(ahead, -$RADIUS), torch.gt(ahead, $AHEAD))
      key_hidden = torch.unsqueeze(torch.unsqueeze(torch.slice(hidden, 1, first, last, 1), 1), 1)
      unseen = torch.__or__(key_hidden, outside)
      if torch.gt(globals, 0):
        k = torch.cat([torch.transpose(global_key, 1, 2), k], 2)
        v = torch.cat([torch.transpose(global_value, 1, 2), v], 2)
        position = torch.unsqueeze(torch.unsqueeze(global_position, 1), 1)
        if $CAUSAL:
          global_unseen = torch.gt(position, q_position)
        else:
          global_unseen = torch.expand(torch.ge(position, length), [-1, -1, torch.sub(end, start), -1], implicit=False)
        unseen = torch.cat([global_unseen, unseen], 3)
      else:
        pass
      mask = torch.masked_fill(torch.new_zeros(query, torch.size(unseen), dtype=None, layout=None, device=None, pin_memory=None), unseen, $HIDDEN)
      context = torch.scaled_dot_product_attention(q, k, v, mask, $DROPOUT, False, scale=None, enable_gqa=False)
      _0 = torch.append(contexts, torch.transpose(context, 1, 2))
    return torch.flatten(torch.cat(contexts, 1), 2, 3)
