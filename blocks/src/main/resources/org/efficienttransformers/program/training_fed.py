  # First what the second linear layer multiplies.
  def activated$K(self: __torch__.M, inner: Tensor) -> List[Tensor]:
    return [$ACTIVATION]
  def activatedBack$K(self: __torch__.M, inner: Tensor, all: List[Tensor], activated_gradient: Tensor) -> Tensor:
    # Taken from the list, what isn't used is freed.
    activated = torch.pop(all)
    return $GRADIENT
