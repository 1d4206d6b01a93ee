  # Queries, keys and values are one linear layer.
  def turned$K(self: __torch__.M, projected: Tensor, shared: List[Tensor], back: bool) -> Tensor:
    return (self).rotated$K(projected, shared[3], shared[4], back, )
  def context$K(self: __torch__.M, x: Tensor, projected: Tensor, tensor: int, shared: List[Tensor], table: List[Tensor]) -> Tensor:
    q, k, v, = (self).parts$K(projected, )
    if torch.eq(torch.numel(shared[0]), 0):
      # By PyTorch's flash kernel, which knows windows.
      rows = torch.size(x, 1)
      context, _0, _1, _2, _3, = torch._flash_attention_forward(q, k, v, None, None, rows, rows, $DROPOUT, False, False, scale=None, window_size_left=$RADIUS, window_size_right=$RADIUS)
      contexts = torch.flatten(context, 2, 3)
    else:
      contexts = (self).byChunks$K(x, q, k, v, tensor, shared, )
    return contexts
  def byChunks$K(self: __torch__.M, x: Tensor, q: Tensor, k: Tensor, v: Tensor, tensor: int, shared: List[Tensor]) -> Tensor:
    batch = torch.size(x, 0)
    rows = torch.size(x, 1)
    gap = torch.remainder(torch.neg(rows), $CHUNK)
    # A copy, rather than a view that keeps keys and values as well.
    queries = torch.contiguous(q, memory_format=0)
    if torch.gt(gap, 0):
      queries = torch.constant_pad_nd(queries, [0, 0, 0, 0, 0, gap], 0)
    else:
      pass
    queries = torch.transpose(torch.reshape(queries, [-1, $CHUNK, $HEADS, $SIZE]), 1, 2)
    keys = (self).windows$K(torch.transpose(k, 1, 2), )
    values = (self).windows$K(torch.transpose(v, 1, 2), )
    globals = annotate(List[Tensor], [])
    if torch.gt(torch.numel(shared[2]), 0):
      index = torch.expand(torch.unsqueeze(torch.clamp_max(shared[2], torch.sub(rows, 1)), 2), [-1, -1, $HEADS * $SIZE], implicit=False)
      near = [torch.gather(torch.flatten(k, 2, 3), 1, index, sparse_grad=False), torch.gather(torch.flatten(v, 2, 3), 1, index, sparse_grad=False)]
      globals = (self).global$K(x, 0, tensor, torch.add(shared, near), )
      chunks = torch.floordiv(torch.size(keys, 0), batch)
      keys = torch.cat([(self).repeated$K(torch.transpose(globals[0], 2, 3), chunks, ), keys], 2)
      values = torch.cat([(self).repeated$K(globals[1], chunks, ), values], 2)
    else:
      pass
    bias = torch.expand(shared[0], [-1, $HEADS, -1, -1], implicit=False)
    context = torch.scaled_dot_product_attention(queries, keys, values, bias, $DROPOUT, False, scale=None, enable_gqa=False)
    contexts = torch.slice(torch.reshape(torch.transpose(context, 1, 2), [batch, -1, $HEADS * $SIZE]), 1, 0, rows, 1)
    if torch.gt(torch.numel(shared[1]), 0):
      contexts = torch.mul(contexts, torch.unsqueeze(shared[1], 2))
    else:
      pass
    if torch.gt(torch.numel(shared[2]), 0):
      contexts = (self).replaced$K(contexts, 0, globals[2], shared[2], )
    else:
      pass
    return contexts
