  def inner$K(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    return ops.mkldnn._linear_pointwise($MULTIPLICAND, (self.linears)[i], (self.biases)[i], "$NAME", annotate(List[Optional[number]], []), "$ALGORITHM")
