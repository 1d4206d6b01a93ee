  def $NAME(self: __torch__.M, x: Tensor, tensor: int) -> Tensor:
    return x
