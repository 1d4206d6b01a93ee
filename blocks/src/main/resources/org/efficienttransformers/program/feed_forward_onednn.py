  def inner$K(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    y = ops.mkldnn._linear_pointwise((self).rounded($MULTIPLICAND, ), (self.linears)[i], (self.biases)[i], "$NAME", annotate(List[Optional[number]], []), "$ALGORITHM")
    return (self).cut(y, x, )
