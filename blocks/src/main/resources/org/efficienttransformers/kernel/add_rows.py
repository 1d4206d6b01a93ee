  def forward(self: __torch__.M, table: Tensor, rows: Tensor, more: Tensor) -> Tensor:
    return torch.index_add_(table, 0, torch.flatten(rows, 0, -1), torch.reshape(more, [-1, torch.size(table, 1)]), alpha=1)
