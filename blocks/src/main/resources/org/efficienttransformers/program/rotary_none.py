  def doubled$K(self: __torch__.M, angles: Tensor) -> Tensor:
    return angles
  def turn$K(self: __torch__.M, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    return x
  def turnedWide$K(self: __torch__.M, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    return x
