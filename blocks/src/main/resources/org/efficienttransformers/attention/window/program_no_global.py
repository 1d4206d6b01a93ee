  def global$K(self: __torch__.M, x: Tensor, linear: int, tensor: int, shared: List[Tensor]) -> List[Tensor]:
    return annotate(List[Tensor], [])
  def replaced$K(self: __torch__.M, contexts: Tensor, start: int, rows: Tensor, positions: Tensor) -> Tensor:
    return contexts
