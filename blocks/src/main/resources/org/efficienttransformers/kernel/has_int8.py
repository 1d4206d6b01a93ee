  def forward(self: __torch__.M, largest: Tensor) -> Tensor:
    weight = ops.onednn.qlinear_prepack(torch.to(largest, 1, False, False, None), None)
    scales = torch.ones_like(torch.select(largest, 0, 0))
    zeros = torch.to(torch.zeros_like(scales), 4, False, False, None)
    rows = torch.to(torch.add(largest, largest), 0, False, False, None)
    return ops.onednn.qlinear_pointwise(rows, 1., 0, weight, scales, zeros, None, 1., 0, 6, "none", annotate(List[Optional[number]], []), "")
