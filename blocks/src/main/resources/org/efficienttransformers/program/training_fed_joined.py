  # What the second linear layer multiplies, and the activated half of the first one's output.
  def activated$K(self: __torch__.M, both: Tensor) -> List[Tensor]:
    inner, gate, = torch.chunk(both, 2, -1)
    activated = $ACTIVATION
    return [torch.mul(activated, gate), activated]
  def activatedBack$K(self: __torch__.M, both: Tensor, all: List[Tensor], gradient: Tensor) -> Tensor:
    inner, gate, = torch.chunk(both, 2, -1)
    activated = torch.pop(all)
    _0 = torch.pop(all)
    activated_gradient = torch.mul(gradient, gate)
    return torch.cat([$GRADIENT, torch.mul(gradient, activated)], -1)
