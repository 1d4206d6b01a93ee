  def namedGlobal$K(self: __torch__.M, x: Tensor, k: Tensor, v: Tensor, linear: int, tensor: int, positions: Tensor) -> List[Tensor]:
    return annotate(List[Tensor], [])
