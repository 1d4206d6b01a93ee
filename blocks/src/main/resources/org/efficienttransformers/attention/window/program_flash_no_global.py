  def namedGlobal$K(self: __torch__.M, all: Tensor, length: int, places: Tensor) -> List[Tensor]:
    return annotate(List[Tensor], [])
  def places$K(self: __torch__.M, x: Tensor, positions: Tensor) -> Tensor:
    return positions
