  def forward(self: __torch__.M, array: Tensor, rows: Tensor) -> Tensor:
    return torch.index_select(array, $AXIS, rows)
