  # Queries, keys and values are one linear layer.
  def context$K(self: __torch__.M, x: Tensor, linear: int, tensor: int, shared: List[Tensor], table: Tensor) -> Tensor:
    q, k, v = (self).heads$K((self).linear(x, linear, ), shared[1], shared[2], )
    mask = shared[0]
    if torch.eq(torch.numel(mask), 0):
      context = (self).seen$K(q, k, v, )
    else:
      context = (self).masked$K(q, k, v, mask, )
    return torch.reshape(torch.transpose(context, 1, 2), [torch.size(x, 0), torch.size(x, 1), $HEADS * $SIZE])
