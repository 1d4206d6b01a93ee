  def forward(self: __torch__.M, sequence: Tensor, kept: Tensor, placement: Tensor, rows: Tensor) -> Tensor:
    sequence = torch.mul_(sequence, torch.unsqueeze(kept, 2))
    return torch.baddbmm_(sequence, torch.transpose(placement, 1, 2), rows, beta=1, alpha=1)
