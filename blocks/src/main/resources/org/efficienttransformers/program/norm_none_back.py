  def again_$NAME(self: __torch__.M, x: Tensor, tensor: int) -> List[Tensor]:
    return [x]
  def back_$NAME(self: __torch__.M, gradient: Tensor, x: Tensor, again: List[Tensor], tensor: int) -> Tensor:
    return gradient
