  def inner$K(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    inner = (self).linear(x, i, )
    return $ACTIVATION
