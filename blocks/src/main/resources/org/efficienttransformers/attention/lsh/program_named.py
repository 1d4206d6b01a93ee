  # Windows by PyTorch's memory-efficient kernel, which never writes the scores: texts without padding.
  def named$K(self: __torch__.M, queries: Tensor, keys: Tensor, values: Tensor, theirs: Tensor, mine: Tensor, ends: Tensor, before: int) -> Tuple[Tensor, Tensor]:
    # Queries (w c d), keys and values (w m d), positions (w 1 m) and (w c 1): contexts (w c d), logarithms of sums (w c 1).
    seen = torch.size(keys, 1)
    bias = torch.new_zeros(queries, [1, torch.size(queries, 1), seen], dtype=None, layout=None, device=None, pin_memory=None)
    if $SELF_LAST:
      _0 = torch.fill_(torch.diagonal(bias, before, 1, 2), $OWN)
    else:
      pass
    context, sum, = (self).weighed$K(queries, keys, values, bias, )
    if $SELF_LAST:
      twice = torch.eq(torch.index_select(theirs, 0, ends), torch.index_select(mine, 0, ends))
      own = torch.masked_fill(bias, twice, $OWN)
      context1, sum1, = (self).weighed$K(torch.index_select(queries, 0, ends), torch.index_select(keys, 0, ends), torch.index_select(values, 0, ends), own, )
      context = torch.index_copy_(context, 0, ends, context1)
      sum = torch.index_copy_(sum, 0, ends, sum1)
    else:
      pass
    return (context, sum)
  def weighed$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, bias: Tensor) -> Tuple[Tensor, Tensor]:
    # The kernel wants rows of biases at multiples of 16 bytes.
    seen = torch.size(k, 1)
    padded = torch.slice(torch.constant_pad_nd(bias, [0, torch.remainder(torch.neg(seen), 8)], 0), 2, 0, seen, 1)
    rows = torch.unsqueeze(torch.expand(padded, [torch.size(q, 0), -1, -1], implicit=False), 1)
    context, sums, _0, _1, = torch._scaled_dot_product_efficient_attention(torch.unsqueeze(q, 1), torch.unsqueeze(k, 1), torch.unsqueeze(v, 1), rows, True, 0., False, scale=1.)
    return (torch.squeeze(context, 1), torch.unsqueeze(torch.slice(torch.squeeze(sums, 1), 1, 0, torch.size(q, 1), 1), 2))
