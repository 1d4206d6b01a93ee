  # Queries, keys and values are one linear layer.
  def turned$K(self: __torch__.M, projected: Tensor, shared: List[Tensor], back: bool) -> Tensor:
    return (self).rotated$K(projected, shared[1], shared[2], back, )
  def context$K(self: __torch__.M, x: Tensor, projected: Tensor, tensor: int, shared: List[Tensor], table: List[Tensor]) -> Tensor:
    q, k, v, = (self).parts$K(projected, )
    mask = shared[0]
    if torch.eq(torch.numel(mask), 0):
      context = (self).seen$K(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), )
    else:
      context = (self).masked$K(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), mask, )
    return torch.reshape(torch.transpose(context, 1, 2), [torch.size(x, 0), torch.size(x, 1), $HEADS * $SIZE])
