  def streams(self: __torch__.M, x: Tensor) -> Tensor:
    # Those of reversible layers, one after the other: 2b n e.
    return torch.cat([x, x], 0)
  def state(self: __torch__.M, x: Tensor) -> Tensor:
    # The second, which layers read: b n e.
    return torch.chunk(x, 2, 0)[1]
  def output(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.cat(torch.chunk(x, 2, 0), 2)
