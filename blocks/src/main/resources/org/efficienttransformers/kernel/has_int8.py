  def forward(self: __torch__.M, one: Tensor) -> Tensor:
    scale = torch.flatten(one, 0, -1)
    weight = ops.onednn.qlinear_prepack(torch.to(one, 1, False, False, None), None)
    return ops.onednn.qlinear_pointwise(torch.to(one, 0, False, False, None), 1., 0, weight, scale, torch.to(scale, 4, False, False, None), None, 1., 0, 6, "none", annotate(List[Optional[number]], []), "")
