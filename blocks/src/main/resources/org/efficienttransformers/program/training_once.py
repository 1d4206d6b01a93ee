  # Of an attention whose graph takes little memory, and which needs no table.
  def again$K(self: __torch__.M) -> bool:
    return False
  def prepared$K(self: __torch__.M, table: Tensor) -> List[Tensor]:
    return [table]
  def contextBack$K(self: __torch__.M, projected: Tensor, gradient: Tensor, shared: List[Tensor], table: List[Tensor]) -> Tensor:
    return gradient
