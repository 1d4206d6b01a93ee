  def forward(self: __torch__.M, x: Tensor, weight: Tensor) -> Tensor:
    y = $LINEAR(torch.to(x, $TYPE, False, False), torch.to(weight, $TYPE, False, False), None$PLAIN)
    return torch.type_as(y, x)
