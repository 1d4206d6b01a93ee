  # Queries, keys and values are one linear layer.
  def context$K(self: __torch__.M, x: Tensor, linear: int, tensor: int, shared: List[Tensor], table: Tensor) -> Tensor:
    q, k, v = (self).heads$K((self).linear(x, linear, ), shared[3], shared[4], )
    if torch.eq(torch.numel(shared[0]), 0):
      # By PyTorch's flash kernel, which knows windows.
      rows = torch.size(x, 1)
      context, _0, _1, _2, _3, = torch._flash_attention_forward(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), None, None, rows, rows, $DROPOUT, False, False, scale=None, window_size_left=$RADIUS, window_size_right=$RADIUS)
      contexts = torch.flatten(context, 2, 3)
    else:
      contexts = (self).byChunks$K(x, q, k, v, linear, tensor, shared, )
    return contexts
  def byChunks$K(self: __torch__.M, x: Tensor, q: Tensor, k: Tensor, v: Tensor, linear: int, tensor: int, shared: List[Tensor]) -> Tensor:
    batch = torch.size(x, 0)
    rows = torch.size(x, 1)
    gap = torch.remainder(torch.neg(rows), $CHUNK)
    queries = torch.transpose(q, 1, 2)
    if torch.gt(gap, 0):
      queries = torch.constant_pad_nd(queries, [0, 0, 0, 0, 0, gap], 0)
    else:
      pass
    queries = torch.transpose(torch.reshape(queries, [-1, $CHUNK, $HEADS, $SIZE]), 1, 2)
    keys = (self).windows$K(k, )
    values = (self).windows$K(v, )
    globals = annotate(List[Tensor], [])
    if torch.gt(torch.numel(shared[2]), 0):
      globals = (self).global$K(x, linear, tensor, shared, )
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
