  def forward(self: __torch__.M, query: Tensor, key: Tensor, value: Tensor, order: Tensor, hidden: Tensor) -> Tensor:
    heads = torch.size(query, 2)
    contexts = annotate(List[Tensor], [])
    if $TOGETHER:
      shape = [torch.mul(torch.size(query, 0), heads), torch.size(query, 1), torch.size(query, 3)]
      q = torch.reshape(torch.transpose(query, 1, 2), shape)
      k = torch.reshape(torch.transpose(key, 1, 2), shape)
      v = torch.reshape(torch.transpose(value, 1, 2), shape)
      unseen = torch.repeat_interleave(hidden, heads, 0, output_size=None)
      context = (self).sequences(q, k, v, torch.flatten(order, 0, 1), unseen, )
      mixture = torch.reshape(context, [torch.size(query, 0), heads, torch.size(query, 1), torch.size(query, 3)])
      result = torch.flatten(torch.transpose(mixture, 1, 2), 2, 3)
    else:
      queries = torch.unbind(query, 2)
      keys = torch.unbind(key, 2)
      values = torch.unbind(value, 2)
      orders = torch.unbind(order, 1)
      for h in range(heads):
        _0 = torch.append(contexts, (self).sequences(torch.contiguous(queries[h]), torch.contiguous(keys[h]), torch.contiguous(values[h]), torch.contiguous(orders[h]), hidden, ))
      result = torch.cat(contexts, 2)
    return result
  def sequences(self: __torch__.M, query: Tensor, key: Tensor, value: Tensor, order: Tensor, hidden: Tensor) -> Tensor:
    batch = torch.size(query, 0)
    length = torch.size(query, 1)
    size = torch.size(query, 2)
    rounds = torch.size(order, 1)
    device = ops.prim.device(query)
    circle = torch.floordiv(torch.mul(rounds, length), $CHUNK)
    count = torch.mul(batch, circle)
    position = torch.reshape(order, [batch, circle, $CHUNK])
    near = annotate(List[Tensor], [])
    for i in range($BEFORE + 1 + $AFTER):
      by = torch.sub($BEFORE, i)
      if torch.gt(ops.prim.max(by, torch.neg(by)), circle):
        by = 0
      else:
        pass
      _0 = torch.append(near, torch.roll(position, [by], [1]))
    neighbours = torch.cat(near, 2)
    seen = torch.size(neighbours, 2)
    sequence = torch.reshape(torch.mul(torch.arange(batch, dtype=4, layout=None, device=device, pin_memory=None), length), [batch, 1, 1])
    query_position = torch.reshape(position, [count, $CHUNK, 1])
    key_position = torch.reshape(neighbours, [count, 1, seen])
    query_row = torch.reshape(torch.add(position, sequence, alpha=1), [count, $CHUNK])
    key_row = torch.reshape(torch.add(neighbours, sequence, alpha=1), [count, seen])
    q_rows = torch.reshape(query, [-1, size])
    k_rows = torch.reshape(key, [-1, size])
    v_rows = torch.reshape(value, [-1, size])
    hidden_rows = torch.reshape(hidden, [-1])
    contexts = annotate(List[Tensor], [])
    sums = annotate(List[Tensor], [])
    blocks = torch.floordiv(torch.sub(torch.add(count, $BLOCK), 1), $BLOCK)
    for i in range(blocks):
      start = torch.mul(i, $BLOCK)
      end = ops.prim.min(torch.add(start, $BLOCK), count)
      q_row = torch.flatten(torch.slice(query_row, 0, start, end, 1), 0, -1)
      k_row = torch.flatten(torch.slice(key_row, 0, start, end, 1), 0, -1)
      q = torch.reshape(torch.index_select(q_rows, 0, q_row), [-1, $CHUNK, size])
      k = torch.reshape(torch.index_select(k_rows, 0, k_row), [-1, seen, size])
      v = torch.reshape(torch.index_select(v_rows, 0, k_row), [-1, seen, size])
      mine = torch.slice(query_position, 0, start, end, 1)
      theirs = torch.slice(key_position, 0, start, end, 1)
      unseen = torch.reshape(torch.index_select(hidden_rows, 0, k_row), [-1, 1, seen])
      if $CAUSAL:
        unseen = torch.__or__(unseen, torch.gt(theirs, mine))
      else:
        pass
      mask = torch.masked_fill(torch.new_zeros(query, [torch.sub(end, start), $CHUNK, seen], dtype=None, layout=None, device=None, pin_memory=None), unseen, $HIDDEN)
      scores = torch.baddbmm(mask, q, torch.transpose(k, 1, 2), beta=1, alpha=$SCALE)
      if $SELF_LAST:
        scores = torch.masked_fill_(scores, torch.eq(theirs, mine), $OWN)
      else:
        pass
      peak = torch.amax(torch.detach(scores), [-1], True)
      weights = torch.exp_(torch.sub_(scores, peak, alpha=1))
      sum = torch.add(torch.log(torch.sum(weights, [-1], True, dtype=None)), peak, alpha=1)
      kept = torch.dropout(weights, $DROPOUT, torch.gt($DROPOUT, 0.))
      _1 = torch.append(contexts, torch.mul(torch.bmm(kept, v), torch.exp(torch.sub(peak, sum, alpha=1))))
      _2 = torch.append(sums, sum)
    context = torch.reshape(torch.cat(contexts, 0), [-1, size])
    sum_rows = torch.reshape(torch.cat(sums, 0), [-1])
    positions = torch.expand(torch.arange(length, dtype=4, layout=None, device=device, pin_memory=None), torch.size(order), implicit=False)
    place = torch.scatter(torch.zeros_like(order, dtype=None, layout=None, device=None, pin_memory=None, memory_format=None), 2, order, positions)
    starts = torch.mul(torch.arange(torch.mul(batch, rounds), dtype=4, layout=None, device=device, pin_memory=None), length)
    place = torch.add(place, torch.reshape(starts, [batch, rounds, 1]), alpha=1)
    by_round = torch.reshape(torch.index_select(sum_rows, 0, torch.flatten(place, 0, -1)), [batch, rounds, length, 1])
    weight = torch.exp(torch.sub(by_round, torch.logsumexp(by_round, [1], True), alpha=1))
    mixture = torch.new_zeros(query, [batch, length, size], dtype=None, layout=None, device=None, pin_memory=None)
    for r in range(rounds):
      rows = torch.flatten(torch.select(place, 1, r), 0, -1)
      part = torch.reshape(torch.index_select(context, 0, rows), [batch, length, size])
      mixture = torch.add(mixture, torch.mul(part, torch.select(weight, 1, r)), alpha=1)
    return mixture
