  def inner$K(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    return ops.mkldnn._linear_pointwise(torch.to(x, $TYPE, False, False, None), (self.linears)[i], (self.biases)[i], "$NAME", annotate(List[Optional[number]], []), "$ALGORITHM")
