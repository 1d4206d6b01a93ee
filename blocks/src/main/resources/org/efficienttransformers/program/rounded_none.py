  def rounded(self: __torch__.M, x: Tensor) -> Tensor:
    return x
  def cut(self: __torch__.M, y: Tensor, x: Tensor) -> Tensor:
    return y
