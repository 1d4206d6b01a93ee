  def forward(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.gelu(x, approximate="tanh")
