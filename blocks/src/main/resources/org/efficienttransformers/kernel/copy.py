  def forward(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.clone(x, memory_format=None)
